/** A tree of named values, as in ZPL (RFC 4) and in CZMQ's zconfig. Names and values that ZPL cannot express are refused. */
import { checkObject, checkString, kindOf } from '@tszmq/sockets/internal'
import { ConfigError } from './config-error.ts'
import { fileStamp, readRegularFile } from './regular-file.ts'
import { writeWholeFile } from './whole-file.ts'
import { DEFAULT_ZPL_LIMITS } from './zpl-limits.ts'
import type { ZplLimits } from './zpl-limits.ts'
import { faultOfName } from './zpl-line.ts'
import { fillFrom, zplObjectOf } from './zpl-object.ts'
import type { ZplInput, ZplObject } from './zpl-object.ts'
import { ZplReader } from './zpl-reader.ts'
import { checkComment, checkValue, writeZpl } from './zpl-writer.ts'

/** One item and all items below it. The root has no value, and its name is not written. */
export class Zconfig {
  /** The line that the item was read from, counted from 1. */
  line: number | undefined
  readonly #name: string
  #value: string | undefined
  #comments: string[] = []
  #remark: string | undefined
  #parent: Zconfig | undefined
  #first: Zconfig | undefined
  #last: Zconfig | undefined
  #next: Zconfig | undefined
  #previous: Zconfig | undefined
  /** An index of the first child of each name, made on first use, so that a path does not scan all siblings. */
  #index: Map<string, Zconfig> | undefined
  #file: { readonly name: string; readonly limits: ZplLimits; stamp: string | undefined } | undefined

  /** Makes a tree, or with `parent` a new last child of it, as zconfig_new. Throws ERR_ZPL_NAME. */
  constructor(name = 'root', parent?: Zconfig) {
    const fault = faultOfName(name)
    if (fault !== undefined) throw new ConfigError('ERR_ZPL_NAME', `${JSON.stringify(name.slice(0, 80))} is no name: ${fault}`)
    this.#name = name
    if (parent !== undefined) this.#attach(parent)
  }

  /**
   * Reads a text; bytes are UTF-8. Lines end with LF, CR or both; a byte order mark at the start is ignored. Throws ERR_ZPL_SYNTAX,
   * ERR_ZPL_INDENTATION, ERR_ZPL_ENCODING, ERR_ZPL_LIMIT with the line, and with `file` if it is given.
   */
  static parse(text: string | Uint8Array, options: Partial<ZplLimits> & { readonly file?: string } = {}): Zconfig {
    checkText(text)
    checkObject('options', options)
    const { file, ...limits } = options
    return new ZplReader(new Zconfig('root'), { ...DEFAULT_ZPL_LIMITS, ...limits }, file).read(text)
  }

  /** Reads a file as zconfig_load. Rejects as `parse` throws, or with the system's code: ENOENT, EACCES, EISDIR … */
  static async load(file: string, limits: Partial<ZplLimits> = {}): Promise<Zconfig> {
    const all = { ...DEFAULT_ZPL_LIMITS, ...limits }
    const { bytes, stamp } = await readRegularFile(file, all.maxSize)
    const root = Zconfig.parse(bytes, { ...all, file })
    root.#file = { name: file, limits: all, stamp }
    return root
  }

  /**
   * Makes a tree from a plain object. Objects are items with children, arrays are items that repeat, null is an item without a value. The
   * property `=` is the value of an item that has children too. Throws ERR_ZPL_NAME, ERR_ZPL_VALUE, ERR_ZPL_LIMIT.
   */
  static from(object: ZplInput): Zconfig {
    const root = new Zconfig('root')
    checkObject('object', object)
    fillFrom(root, object)
    return root
  }

  get name(): string {
    return this.#name
  }

  /** The value; undefined for an item without `=`. */
  get value(): string | undefined {
    return this.#value
  }

  /** Throws ERR_ZPL_VALUE for text that ZPL cannot express. ZPL has no escapes, so line ends and some mixtures of quotes are impossible. */
  set value(value: string | undefined) {
    this.#value = value === undefined ? undefined : checkValue(value)
  }

  /** The comment lines above the item, without `#`; for the root those at the top of the file. */
  get comments(): readonly string[] {
    return this.#comments
  }

  set comments(comments: readonly string[]) {
    this.#comments = comments.map(checkComment)
  }

  /** Adds a comment line above the item, as zconfig_set_comment. Throws ERR_ZPL_VALUE for text of several lines. */
  addComment(comment: string): void {
    this.#comments.push(checkComment(comment))
  }

  /** The comment on the item's own line. */
  get remark(): string | undefined {
    return this.#remark
  }

  set remark(remark: string | undefined) {
    this.#remark = remark === undefined ? undefined : checkComment(remark)
  }

  get parent(): Zconfig | undefined {
    return this.#parent
  }

  /** The first child, as zconfig_child. */
  get child(): Zconfig | undefined {
    return this.#first
  }

  /** The next sibling, as zconfig_next. */
  get next(): Zconfig | undefined {
    return this.#next
  }

  *children(): IterableIterator<Zconfig> {
    for (let child = this.#first; child !== undefined; child = child.#next) yield child
  }

  /** All items below this one in the order of the file, each with its level; children are at level 1. */
  *descendants(): IterableIterator<{ readonly item: Zconfig; readonly level: number }> {
    let item = this.#first
    let level = 1
    while (item !== undefined) {
      yield { item, level }
      let following = item.#first
      if (following !== undefined) level++
      for (let above: Zconfig = item; following === undefined && above !== this; above = above.#parent as Zconfig, level--) {
        following = above.#next
        if (following !== undefined) break
      }
      item = following
    }
  }

  /** The item at a path as `server/bind`; a slash before it is ignored. Of items that repeat, the first. */
  locate(path: string): Zconfig | undefined {
    return segments(path).reduce<Zconfig | undefined>((item, name) => (item === undefined ? undefined : item.#named(name)), this)
  }

  /** All items at a path whose last name repeats. */
  locateAll(path: string): Zconfig[] {
    const first = this.locate(path)
    if (first === undefined || first === this) return []
    return [...(first.#parent as Zconfig).children()].filter((item) => item.#name === first.#name)
  }

  /** The last item that many levels down, 0 being this one, as zconfig_at_depth. */
  atDepth(level: number): Zconfig | undefined {
    if (typeof (level as unknown) !== 'number') throw new TypeError(`level must be a number, not ${kindOf(level)}`)
    if (level === 0) return this
    let item = this.#last
    for (let n = 1; n < level && item !== undefined; n++) item = item.#last
    return item
  }

  /** The value at a path; `otherwise` if there is no item or it has no value. */
  get(path: string): string | undefined
  get<T>(path: string, otherwise: T): string | T
  get(path: string, otherwise?: unknown): unknown {
    return this.locate(path)?.value ?? otherwise
  }

  /** The value as a number. Throws ERR_ZPL_VALUE, with the line, if it is not a number. */
  getNumber(path: string, otherwise: number): number {
    const item = this.locate(path)
    if (item === undefined || item.#value === undefined) return otherwise
    const number = item.#value.trim() === '' ? NaN : Number(item.#value)
    if (!Number.isNaN(number)) return number
    throw this.#mistaken(item, path, 'a number')
  }

  /** True for a value of 1, true, yes or on, false for 0, false, no or off. Throws ERR_ZPL_VALUE, with the line, for any other value. */
  getBoolean(path: string, otherwise: boolean): boolean {
    const item = this.locate(path)
    if (item === undefined || item.#value === undefined) return otherwise
    if (/^(1|true|yes|on)$/i.test(item.#value)) return true
    if (/^(0|false|no|off)$/i.test(item.#value)) return false
    throw this.#mistaken(item, path, '1 or 0, true or false, yes or no, on or off')
  }

  /** Sets the value at a path, and makes missing items on the way. Throws ERR_ZPL_NAME, ERR_ZPL_VALUE. */
  put(path: string, value: string | undefined): Zconfig {
    const names = segments(path)
    for (const name of names) new Zconfig(name) // all are names, or nothing is changed
    if (value !== undefined) checkValue(value)
    const item = names.reduce<Zconfig>((parent, name) => parent.#named(name) ?? parent.append(name), this)
    item.#value = value
    return item
  }

  /** Adds a new last child. Throws ERR_ZPL_NAME, ERR_ZPL_VALUE. */
  append(name: string, value?: string): Zconfig {
    if (value !== undefined) checkValue(value)
    const item = new Zconfig(name, this)
    item.#value = value
    return item
  }

  /** Removes the item from its tree, with all items below it. */
  remove(): void {
    const parent = this.#parent
    if (parent === undefined) return
    if (this.#previous === undefined) parent.#first = this.#next
    else this.#previous.#next = this.#next
    if (this.#next === undefined) parent.#last = this.#previous
    else this.#next.#previous = this.#previous
    if (parent.#index?.get(this.#name) === this) parent.#index = undefined
    this.#parent = this.#next = this.#previous = undefined
  }

  /** A deep copy that belongs to no file and no parent. */
  dup(): Zconfig {
    const copy = this.#copyOne(new Zconfig(this.#name))
    const path = [copy]
    for (const { item, level } of this.descendants()) {
      path.length = level
      path.push(item.#copyOne(new Zconfig(item.#name, path[level - 1])))
    }
    return copy
  }

  /** Converts the tree to a plain object without prototype, see `from`. Line numbers and comments are left out. */
  toObject(): ZplObject {
    return zplObjectOf(this)
  }

  toJSON(): ZplObject {
    return this.toObject()
  }

  /** The text, in the format of CZMQ. */
  toString(): string {
    return writeZpl(this)
  }

  /** The file it was loaded from or last saved to. */
  get filename(): string | undefined {
    return this.#file?.name
  }

  /** Writes the file atomically. Default: the file that it was loaded from. Rejects with the system's code. */
  async save(file: string | undefined = this.filename): Promise<void> {
    if (file === undefined) throw new ConfigError('EINVAL', 'a tree that came from no file is saved to one by name')
    await writeWholeFile(file, this.toString())
    this.#file = { name: file, limits: this.#file?.limits ?? DEFAULT_ZPL_LIMITS, stamp: await fileStamp(file) }
  }

  /** Returns true if the file has changed or was removed since it was loaded or saved. */
  async hasChanged(): Promise<boolean> {
    if (this.#file === undefined) return false
    return (await fileStamp(this.#file.name)) !== this.#file.stamp
  }

  /** Reads the file again, and replaces all items below this root. If that fails it rejects, and the tree is unchanged. */
  async reload(): Promise<void> {
    if (this.#file === undefined) throw new ConfigError('EINVAL', 'a tree that came from no file cannot be loaded again')
    const fresh = await Zconfig.load(this.#file.name, this.#file.limits)
    for (const child of [...this.children()]) child.remove()
    for (const child of [...fresh.children()]) {
      child.remove()
      child.#attach(this)
    }
    this.#comments = fresh.#comments
    this.#file = fresh.#file
  }

  #named(name: string): Zconfig | undefined {
    if (this.#index === undefined) {
      this.#index = new Map()
      for (const child of this.children()) if (!this.#index.has(child.#name)) this.#index.set(child.#name, child)
    }
    return this.#index.get(name)
  }

  #attach(parent: Zconfig): void {
    this.#parent = parent
    this.#previous = parent.#last
    if (parent.#last === undefined) parent.#first = this
    else parent.#last.#next = this
    parent.#last = this
    if (parent.#index?.has(this.#name) === false) parent.#index.set(this.#name, this)
  }

  #copyOne(copy: Zconfig): Zconfig {
    copy.#value = this.#value
    copy.#comments = [...this.#comments]
    copy.#remark = this.#remark
    copy.line = this.line
    return copy
  }

  #mistaken(item: Zconfig, path: string, wanted: string): ConfigError {
    let root = item
    while (root.#parent !== undefined) root = root.#parent
    return new ConfigError('ERR_ZPL_VALUE', `the value of ${path} must be ${wanted}`, { file: root.filename, line: item.line })
  }
}

function segments(path: string): string[] {
  checkString('path', path)
  const trimmed = path.startsWith('/') ? path.slice(1) : path
  return trimmed === '' ? [] : trimmed.split('/')
}

function checkText(text: unknown): void {
  if (typeof text !== 'string' && !ArrayBuffer.isView(text)) throw new TypeError(`text must be a string or bytes, not ${kindOf(text)}`)
}
