import { permissionPolicy, trustPolicy } from '@countersign/shared/accounts'

/** What an administrator of the other account pastes, with a profile of that account: both policies and the role. */
export function roleCommands(roleArn: string, principalArn: string, externalId: string): string {
  const path = roleArn.slice(roleArn.indexOf(':role/') + ':role'.length)
  const name = path.slice(path.lastIndexOf('/') + 1)
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  return [
    `aws iam create-role --role-name ${name}${folder === '/' ? '' : ` --path ${folder}`} \\`,
    `  --assume-role-policy-document '${JSON.stringify(trustPolicy(principalArn, externalId))}'`,
    `aws iam put-role-policy --role-name ${name} --policy-name countersign \\`,
    `  --policy-document '${JSON.stringify(permissionPolicy())}'`,
  ].join('\n')
}
