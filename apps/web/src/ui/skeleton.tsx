import { cx } from './cx.ts'

export const Bone = ({ className }: { readonly className: string }) => (
  <span className={cx('shimmer block', className)} />
)
