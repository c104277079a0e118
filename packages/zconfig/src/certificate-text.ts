/** Writes the text of certificate files: CZMQ's layout without a date, so that one certificate always gives the same text. */
import { ConfigError } from './config-error.ts'
import type { Zcert } from './zcert.ts'
import { Zconfig } from './zconfig.ts'

const PUBLIC = [
  '   ZeroMQ CURVE public certificate, written by tszmq',
  '   Give it to whom you wish, over a way that nobody can change it on,',
  '   or compare the key afterwards.',
]

const SECRET = [
  '   ZeroMQ CURVE **secret** certificate, written by tszmq',
  '   Give it to nobody, and let nobody but its owner read this file.',
]

export function publicText(cert: Zcert): string {
  return treeOf(cert, PUBLIC).toString()
}

/** Throws ERR_CERT_SECRET without a secret key. */
export function secretText(cert: Zcert): string {
  const secret = cert.secretTxt
  if (secret === undefined) throw new ConfigError('ERR_CERT_SECRET', 'a certificate without its secret key has no secret file')
  const tree = treeOf(cert, SECRET)
  tree.put('curve/secret-key', secret)
  return tree.toString()
}

function treeOf(cert: Zcert, comments: readonly string[]): Zconfig {
  const tree = new Zconfig('root')
  tree.comments = comments
  const metadata = tree.append('metadata')
  for (const name of cert.metaKeys()) metadata.append(name, cert.meta(name))
  tree.put('curve/public-key', cert.publicTxt)
  return tree
}
