/** Converts trees to plain objects and back. The objects have no prototype, so `__proto__` is an ordinary name. Circles are refused. */
import { ConfigError } from './config-error.ts'
import type { Zconfig } from './zconfig.ts'

/** One item, or all of a name that repeats. */
export type ZplValue = ZplItem | ZplItem[]

export type ZplItem = string | null | ZplObject

/** A tree as an object. A leaf is its value, or null. `=` is the value of an item that has children too. */
export interface ZplObject {
  [name: string]: ZplValue
}

type ZplLeaf = string | number | boolean | bigint | null | undefined

/** An object that can be converted to a tree. Undefined values are left out. */
export interface ZplInput {
  readonly [name: string]: ZplLeaf | ZplInput | readonly (ZplLeaf | ZplInput)[]
}

/** The key of an item's own value: no name contains `=` (RFC 4). */
const OWN_VALUE = '='

const MAX_DEPTH = 1000

export function zplObjectOf(root: Zconfig): ZplObject {
  const result = empty()
  const path = [result]
  for (const { item, level } of root.descendants()) {
    const parent = path[level - 1] as ZplObject
    if (item.child === undefined) {
      add(parent, item.name, item.value ?? null)
      continue
    }
    const object = empty()
    if (item.value !== undefined) object[OWN_VALUE] = item.value
    add(parent, item.name, object)
    path.length = level
    path.push(object)
  }
  return result
}

function empty(): ZplObject {
  return Object.create(null) as ZplObject
}

/** Items that repeat become an array. */
function add(parent: ZplObject, name: string, value: ZplItem): void {
  const present = parent[name]
  if (present === undefined) parent[name] = value
  else if (Array.isArray(present)) present.push(value)
  else parent[name] = [present, value]
}

interface Task {
  readonly item: Zconfig
  readonly object: ZplInput
  readonly depth: number
}

/** Puts `object` below `root`, which has no items. */
export function fillFrom(root: Zconfig, object: ZplInput): void {
  const tasks: Task[] = [{ item: root, object, depth: 0 }]
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { item, object, depth } = task
    if (depth > MAX_DEPTH) throw new ConfigError('ERR_ZPL_LIMIT', `an object of more than ${MAX_DEPTH} levels, or a circle`)
    for (const [name, value] of Object.entries(object)) {
      for (const one of Array.isArray(value) ? (value as readonly (ZplLeaf | ZplInput)[]) : [value as ZplLeaf | ZplInput]) {
        if (one === undefined) continue
        if (name === OWN_VALUE) item.value = textOf(one)
        else if (one !== null && typeof one === 'object') tasks.push({ item: item.append(name), object: one, depth: depth + 1 })
        else item.append(name, textOf(one))
      }
    }
  }
}

function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    default:
      if (value === null) return undefined
      throw new ConfigError('ERR_ZPL_VALUE', `a value is text, a number, a boolean or null, not ${typeof value}`)
  }
}
