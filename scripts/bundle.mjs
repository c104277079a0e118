/**
 * Joins the compiled modules of a package behind each of its entry points: one file an entry point, and what several share in chunks of its own. It
 * changes no code, and carries off nothing of another package.
 */
import { createRequire } from 'node:module'
import { join, posix } from 'node:path'
import { rollup } from 'rollup'
import ts from 'typescript'

/** Entry points that may hold code which others share, so that it needs no file of its own. */
const SHARED = ['internal', 'browser']

const FORMATS = { esm: 'es', cjs: 'cjs' }

/**
 * The builds of a package: ES modules and CommonJS, or CommonJS alone where `exports` has no `import`. A package that is CommonJS alone
 * is one module however it is loaded, and its default export for ES modules is all of it.
 */
export function buildsOf({ exports = {} }) {
  return Object.values(exports).some((entryPoint) => entryPoint.import !== undefined) ? ['esm', 'cjs'] : ['cjs']
}

/**
 * The entry points and commands of `manifest`, as paths below the build without `.js`. The command `name` is a launcher in `bin`, which
 * is there before anything is built, and runs `name/main.js`.
 */
export function entryPoints({ exports = {}, bin = {} }) {
  const entryPoints = Object.values(exports).flatMap((entryPoint) => [entryPoint.browser, entryPoint.import ?? entryPoint])
  const promised = entryPoints.map((entryPoint) => entryPoint?.default)
  const paths = promised.filter((path) => path !== undefined).map((path) => path.replace(/^\.\/dist\/(esm|cjs)\//, '').replace(/\.js$/, ''))
  return [...new Set(paths), ...Object.keys(bin).map((name) => `${name}/main`)]
}

/** The modules that `imports` of the manifest names for one runtime or another, as paths below the build without `.js`. */
function platforms({ imports = {} }) {
  const paths = Object.values(imports).flatMap(({ '@tszmq/source': _, ...built }) => Object.values(built))
  return [...new Set(paths.map((path) => path.replace(/^\.\/dist\/esm\/|\.js$/g, '')))]
}

/** Where CommonJS finds the modules of `imports`: it is for Node, since bundlers for browsers get the ES modules. */
function pathsForNode({ imports = {} }) {
  return Object.fromEntries(Object.entries(imports).map(([name, { node }]) => [name, node.replace('./dist/esm/', './')]))
}

/** `modules`: ES modules of the package, by path below dist/esm. Resolves with the files of both builds as [path in dist, text]. */
export async function bundle(manifest, modules, packageFolder) {
  const bundled = await rollup({
    input: [],
    external: (id) => !id.startsWith('.') && !modules.has(id),
    // What runs at load is what was written, in the order in which it was.
    treeshake: false,
    plugins: [
      {
        name: 'compiled',
        resolveId: (id, importer) => (importer !== undefined && id.startsWith('.') ? posix.join(posix.dirname(importer), id) : id),
        // With this import internal.js is the chunk of all that both entry points share, and index.js passes its names on.
        load: (id) => (id === 'index.js' && modules.has('internal.js') ? `${modules.get(id)}\nimport './internal.js'` : modules.get(id)),
        buildStart() {
          for (const path of [...entryPoints(manifest), ...platforms(manifest)]) {
            const preserveSignature = SHARED.includes(path) ? 'allow-extension' : 'strict'
            this.emitFile({ type: 'chunk', id: `${path}.js`, fileName: `${path}.js`, preserveSignature })
          }
        },
      },
    ],
    onwarn(warning) {
      // The import that was added above makes a cycle of these two.
      if (warning.code === 'CIRCULAR_DEPENDENCY' && warning.ids?.includes('internal.js')) return
      // `this` at the top is in what the compiler adds for `using`, which looks for one of its own first.
      if (warning.code !== 'THIS_IS_UNDEFINED') throw new Error(warning.message)
    },
  })
  const files = []
  const builds = buildsOf(manifest)
  // Marked as CommonJS made of ES modules; such a mark makes compilers look for `default`, which is all of it as it is for Node.
  const alone = { esModule: true, outro: "Object.defineProperty(exports, 'default', { value: exports })" }
  for (const folder of builds) {
    const { output } = await bundled.generate({
      format: FORMATS[folder],
      ...(builds.length === 1 ? alone : {}),
      exports: 'named',
      interop: 'auto',
      // `import()` in CommonJS would fetch the ES modules of another package beside those it has.
      dynamicImportInCjs: false,
      hoistTransitiveImports: false,
      chunkFileNames: 'chunk-[hash].js',
      ...(folder === 'cjs' && { paths: pathsForNode(manifest) }),
    })
    for (const { fileName, code, exports } of output) {
      const passedOn = exports.filter((name) => name.startsWith('*')).map((name) => name.slice(1))
      const plain = withoutComments(code)
      files.push([
        posix.join(folder, fileName),
        folder === 'cjs' ? requireWhenUsed(plain, passedOn, packageFolder) : withoutNodeImports(plain),
      ])
    }
  }
  return files
}

/**
 * A program pays for each byte of a module when it loads it, and twice if one character is not ASCII. The declarations have the same
 * comments for its author.
 */
function withoutComments(code) {
  const compilerOptions = { removeComments: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext }
  const { outputText } = ts.transpileModule(code, { compilerOptions, fileName: 'module.js' })
  return outputText.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * An import of one function of `node:fs` makes Node read all of the module's exports, some of which load streams and more when they are
 * read. That takes longer than loading our own packages.
 */
function withoutNodeImports(code) {
  return code.replace(/^import (?:(\w+)|\{([^}]*)\}) from '(node:[\w/]+)';$/gm, (_, name, names, module) => {
    const target = name ?? `{${names.replaceAll(' as ', ': ')}}`
    return `const ${target} = process.getBuiltinModule('${module}');`
  })
}

/**
 * In CommonJS, `export * from 'package'` loads that package when one of its names is first used. An umbrella package then loads as
 * fast as the part of it that a program uses. ES modules cannot do this.
 */
function requireWhenUsed(code, packages, packageFolder) {
  if (packages.length === 0) return code
  const require = createRequire(join(packageFolder, 'package.json'))
  let text = code
  const replace = (pattern, name) => {
    const next = text.replace(pattern, '')
    if (next === text) throw new Error(`rollup re-exports ${name} in a form that this build does not know`)
    text = next
  }
  for (const name of packages) {
    const variable = new RegExp(`^var (\\w+) = require\\('${name}'\\);$`, 'm').exec(text)?.[1]
    replace(new RegExp(`^var ${variable} = require\\('${name}'\\);\n`, 'm'), name)
    replace(new RegExp(`^Object\\.keys\\(${variable}\\)\\.forEach\\(function \\(k\\) \\{\n[^]*?^\\}\\);\n`, 'm'), name)
    if (new RegExp(`\\b${variable}[.[]`).test(text)) throw new Error(`${name} is used by the code of the umbrella itself`)
  }
  const lines = packages.map((name) => `passOn(${JSON.stringify(Object.keys(require(name)))}, () => require('${name}'));`)
  return `${text}
function passOn(names, load) {
	for (const name of names) {
		if (Object.prototype.hasOwnProperty.call(exports, name)) continue;
		Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });
	}
}

${lines.join('\n')}
`
}
