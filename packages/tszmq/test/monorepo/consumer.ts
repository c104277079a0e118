/** An empty folder far from this monorepo, where nothing is installed but our tarballs and what they need. It never asks the network. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { WorkspacePackage } from './workspace-package.ts'
import { buildsOf, root } from './workspace-package.ts'

const bin = join(root, 'node_modules', '.bin')

/** Runs a program to its end and resolves to what it printed; rejects with all of it when it fails. */
export function runTool(cwd: string, command: string, ...args: string[]): Promise<string> {
  // Under `npm test` npm's own settings are in the environment, and would tell a second npm about the wrong project.
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD)/i.test(name)))
  const env = { ...clean, PATH: bin + delimiter + (process.env['PATH'] ?? ''), NO_COLOR: '1', FORCE_COLOR: '0' }
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, env }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error }))
    })
  })
}

async function installTarballs(folder: string, tarballs: ReadonlyMap<string, string>): Promise<void> {
  const files = [...tarballs].map(([name, tarball]) => [name, `file:${tarball}`] as const)
  const manifest = {
    private: true,
    dependencies: Object.fromEntries(files),
    overrides: Object.fromEntries(files.map(([name]) => [name, `$${name}`])), // also where they depend on each other
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--cache', join(folder, 'npm-cache')]
  await runTool(folder, 'npm', 'install', ...quiet)
}

/** What our packages need from outside, as it is installed here, since nothing is asked of the network. */
async function packOutside(folder: string, packages: readonly WorkspacePackage[]): Promise<Map<string, string>> {
  const tarballs = new Map<string, string>()
  for (const { path, manifest } of packages) {
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      if (tarballs.has(name) || packages.some((each) => each.manifest.name === name)) continue
      const installed = await realpath(join(path, 'node_modules', name))
      const packed = await runTool(folder, 'npm', 'pack', installed, '--ignore-scripts', '--json', '--pack-destination', folder)
      const [{ filename }] = JSON.parse(packed) as [{ filename: string }]
      tarballs.set(name, join(folder, filename))
    }
  }
  return tarballs
}

export class Consumer {
  readonly folder: string
  /** The tarball of each package, by the package's name. */
  readonly tarballs: ReadonlyMap<string, string>

  private constructor(folder: string, tarballs: ReadonlyMap<string, string>) {
    this.folder = folder
    this.tarballs = tarballs
  }

  /** Packs `packages` as they would be published and installs them together, with npm and without scripts. */
  static async install(packages: readonly WorkspacePackage[]): Promise<Consumer> {
    for (const { path, manifest } of packages) {
      const missing = buildsOf(manifest)
        .map((build) => `dist/${build}/index.js`)
        .filter((file) => !existsSync(join(path, file)))
      if (missing.length === 0) continue
      throw new Error(`${manifest.name} is not built (no ${missing.join(', no ')}): run \`npm run build\` first`)
    }
    const folder = await mkdtemp(join(tmpdir(), 'tszmq-consumer-'))
    try {
      const paths = packages.map(({ path }) => path)
      const packed = await runTool(root, 'npm', 'pack', ...paths, '--ignore-scripts', '--json', '--pack-destination', folder)
      const listed = JSON.parse(packed) as { name: string; filename: string }[]
      const tarballs = new Map(listed.map(({ name, filename }) => [name, join(folder, filename)]))
      const everything = new Map([...tarballs, ...(await packOutside(folder, packages))])
      await installTarballs(folder, everything)
      return new Consumer(folder, everything)
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  /**
   * Installs `dependencies` in a project below this one. `overrides` are asked for by its dependencies too; what they name by a package
   * that was packed here comes from its tarball.
   */
  async project(
    name: string,
    dependencies: Readonly<Record<string, string>>,
    overrides: Readonly<Record<string, string>>,
  ): Promise<string> {
    const project = join(this.folder, name)
    await mkdir(project, { recursive: true })
    const packed = Object.fromEntries([...this.tarballs].map(([each, tarball]) => [each, `file:${tarball}`]))
    await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, dependencies, overrides: { ...packed, ...overrides } }))
    const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--cache', join(this.folder, 'npm-cache')]
    await runTool(project, 'npm', 'install', ...quiet)
    return project
  }

  /** The path of the tarball that `name` was installed from. */
  tarball(name: string): string {
    const path = this.tarballs.get(name)
    if (path === undefined) throw new Error(`${name} was not packed`)
    return path
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
