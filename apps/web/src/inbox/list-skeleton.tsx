import { Bone } from '../ui/skeleton.tsx'

const WIDTHS = ['w-44', 'w-56', 'w-40', 'w-52', 'w-48', 'w-36'] as const

/** Rows of the real height, so that nothing jumps when they arrive. */
export function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading approvals">
      {WIDTHS.map((width) => (
        <div key={width} className="flex h-16 flex-col justify-center gap-2.5 border-b px-4 max-md:h-18">
          <span className="flex justify-between">
            <Bone className={`h-3.5 ${width}`} />
            <Bone className="h-3 w-7" />
          </span>
          <span className="flex justify-between">
            <Bone className="h-3 w-32" />
            <Bone className="h-3 w-12" />
          </span>
        </div>
      ))}
    </div>
  )
}
