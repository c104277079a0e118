/**
 * Checks packed packages with publint and attw: `node check-tarballs.mjs TARBALL…` prints what each would change, as JSON by tarball.
 * All are checked in one process, since the tools take longer to load than to check.
 */
import { readFileSync } from 'node:fs'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

/** The oldest resolution knows no `exports`, and so no `./internal`, which is for siblings anyway. */
const NOT_SUPPORTED = 'node10'

const checked = {}
for (const tarball of process.argv.slice(2)) {
  const bytes = new Uint8Array(readFileSync(tarball))
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true })
  const { types, problems = [] } = await checkPackage(createPackageFromTarballData(bytes))
  checked[tarball] = {
    // With `strict` a warning is an error. A suggestion is neither.
    publint: messages.filter(({ type }) => type !== 'suggestion').map((message) => formatMessage(message, pkg, { color: false })),
    hasTypes: types !== false,
    types: problems.filter(({ resolutionKind }) => resolutionKind !== NOT_SUPPORTED),
  }
}
console.log(JSON.stringify(checked))
