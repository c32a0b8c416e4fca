import { once } from '../ledger.mjs'

const deployRelease = ({ service, version, decisionId }) =>
  once(`deploy/${service}/${version}`, () => ({ deploymentId: `dep_${service}_${version}`, decisionId }))

export const handlers = { 'deploy-release': deployRelease }
