/** ZPL trees: reading, writing, finding one's way, files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Zconfig } from '../src/index.ts'

let directory: string
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'zconfig-'))))
afterEach(() => rmSync(directory, { recursive: true }))

const EXAMPLE = `#   An example
#   of RFC 4

context
    iothreads = 1
    verbose = 1      #   Ask for a trace

# the device
main
    type = zmq_queue
    frontend
        option
            hwm = 1000
            subscribe = "#2"
        bind = tcp://eth0:5555
        bind = 'ipc://x'
    backend
        bind = tcp://eth0:5556
`

function refusalOf(text: string | Uint8Array): { code: string; line: number; file: string; message: string } {
  try {
    Zconfig.parse(text, { file: 'x.cfg' })
  } catch (error) {
    return error as never
  }
  throw new Error('it was not refused')
}

describe('Zconfig.parse', () => {
  it('reads the example of RFC 4', () => {
    expect(JSON.parse(JSON.stringify(Zconfig.parse(EXAMPLE)))).toEqual({
      context: { iothreads: '1', verbose: '1' },
      main: {
        type: 'zmq_queue',
        frontend: { option: { hwm: '1000', subscribe: '#2' }, bind: ['tcp://eth0:5555', 'ipc://x'] },
        backend: { bind: 'tcp://eth0:5556' },
      },
    })
  })

  it('keeps comments: of the file, above an item, behind a value', () => {
    const tree = Zconfig.parse(EXAMPLE)
    expect(tree.comments).toEqual(['   An example', '   of RFC 4'])
    expect(tree.locate('main')?.comments).toEqual([' the device'])
    expect(tree.locate('context/verbose')?.remark).toBe('   Ask for a trace')
  })

  it('takes LF, CR and CRLF for line ends, and no byte order mark for a character', () => {
    const lines = ['a', '    b = 1', '    c = 2']
    for (const end of ['\n', '\r', '\r\n']) {
      expect({ ...Zconfig.parse(`\ufeff${lines.join(end)}${end}`).toObject() }).toEqual({ a: { b: '1', c: '2' } })
      expect(Zconfig.parse(Buffer.from(lines.join(end))).locate('a/c')?.line).toBe(3)
    }
  })

  it.each([
    ['"a b" # c', 'a b'],
    ['\'a "b"\'', 'a "b"'],
    ['a b  # c', 'a b'],
    ['"a', '"a'],
    ['"a" b', '"a" b'],
    ['', ''],
    ['""', ''],
    ['#c', ''],
    ['grüße', 'grüße'],
    [`"a' "b`, `"a' "b`],
    ['  a = b  ', 'a = b'],
  ])('reads the value %j as %j', (written, value) => {
    expect(Zconfig.parse(`x = ${written}`).get('x')).toBe(value)
  })

  it.each([
    ['a\n  b = 1', 2, 'ERR_ZPL_INDENTATION', /2 spaces/],
    ['a\n        b', 2, 'ERR_ZPL_INDENTATION', /level 2.*level 0/],
    ['    a', 1, 'ERR_ZPL_INDENTATION', /level 1/],
    ['a\n\tb = 1', 2, 'ERR_ZPL_SYNTAX', /tab/],
    ['a\nb c', 2, 'ERR_ZPL_SYNTAX', /character 3/],
    ['ä = 1', 1, 'ERR_ZPL_SYNTAX', /character 1/],
    ['/a = 1', 1, 'ERR_ZPL_SYNTAX', /begins nor ends/],
    ['a = \0', 1, 'ERR_ZPL_SYNTAX', /0x00/],
    ['a\rb = \x1b[31m', 2, 'ERR_ZPL_SYNTAX', /0x1b/],
  ])('refuses %j with its line', (text, line, code, reason) => {
    expect(refusalOf(text)).toMatchObject({ line, code, file: 'x.cfg', message: expect.stringMatching(reason) })
    expect(refusalOf(text).message).toMatch(`x.cfg:${line}: `)
  })

  it('refuses what is no UTF-8 with its line', () => {
    expect(refusalOf(Buffer.from('a\r\nb = \xff\n', 'latin1'))).toMatchObject({ code: 'ERR_ZPL_ENCODING', line: 2 })
  })

  it('refuses lines without repeating them', () => {
    expect(refusalOf('a\nTopSecret!').message).not.toContain('TopSecret')
  })
})

describe('a Zconfig', () => {
  it('writes what CZMQ writes, and reads its own text as the same tree', () => {
    const tree = Zconfig.parse(EXAMPLE)
    const text = tree.toString()
    expect(text).toContain('\n# the device\nmain\n    type = "zmq_queue"\n')
    expect(Zconfig.parse(text).toString()).toBe(text)
    expect(Zconfig.parse(text).toObject()).toEqual(tree.toObject())
  })

  it('gives and takes values by path, with or without the first slash', () => {
    const tree = new Zconfig()
    tree.put('/curve/secret-key', 'Top Secret')
    expect(tree.get('curve/secret-key')).toBe('Top Secret')
    expect(tree.get('curve', 'none')).toBe('none')
    expect(tree.get('nothing/here', 5)).toBe(5)
    tree.put('curve/secret-key', undefined)
    expect(tree.toString()).toBe('curve\n    secret-key\n')
  })

  it('goes from item to item as CZMQ does', () => {
    const tree = Zconfig.parse(EXAMPLE)
    expect(tree.child?.name).toBe('context')
    expect(tree.child?.next?.name).toBe('main')
    expect(tree.child?.next?.next).toBeUndefined()
    expect(tree.atDepth(3)?.name).toBe('bind')
    expect(tree.atDepth(4)).toBeUndefined()
    expect(tree.locateAll('main/frontend/bind').map(({ value }) => value)).toEqual(['tcp://eth0:5555', 'ipc://x'])
    expect([...tree.children()].map(({ name }) => name)).toEqual(['context', 'main'])
  })

  it('loses an item with all below it when that is removed', () => {
    const tree = Zconfig.parse('a = 1\na = 2\nb')
    tree.locate('a')!.remove()
    expect(tree.get('a')).toBe('2')
    tree.locate('a')!.remove()
    expect(tree.locate('a')).toBeUndefined()
    expect(tree.toString()).toBe('b\n')
  })

  it('has a copy that lives by itself', () => {
    const tree = Zconfig.parse(EXAMPLE)
    const copy = tree.dup()
    expect(copy.toString()).toBe(tree.toString())
    copy.put('main/type', 'other')
    expect(tree.get('main/type')).toBe('zmq_queue')
  })

  it('gives numbers and truths, and says where they are none', () => {
    const tree = Zconfig.parse('a = 7\nb = yes\nc = x', { file: 'x.cfg' })
    expect([tree.getNumber('a', 0), tree.getNumber('z', 3), tree.getBoolean('b', false), tree.getBoolean('z', true)]).toEqual([
      7,
      3,
      true,
      true,
    ])
    expect(() => tree.getNumber('c', 0)).toThrow(expect.objectContaining({ code: 'ERR_ZPL_VALUE', line: 3 }))
  })

  it.each(['a\nb', 'a\rb', '\0', `"it's"`, `a "' #`, '\ud800'])('refuses the value %j, which ZPL cannot say', (value) => {
    expect(() => new Zconfig().put('a', value)).toThrow(expect.objectContaining({ code: 'ERR_ZPL_VALUE' }))
  })

  it.each(['', 'a b', 'ä', '=', '#'])('refuses the name %j', (name) => {
    expect(() => new Zconfig(name)).toThrow(expect.objectContaining({ code: 'ERR_ZPL_NAME' }))
  })

  it('becomes a plain object and is made of one', () => {
    const object = { a: { '=': '1', b: ['2', null, { c: '3' }] }, d: '4' }
    expect(JSON.parse(JSON.stringify(Zconfig.from(object)))).toMatchObject({ d: '4' })
    expect(Zconfig.from({ a: { '=': 1, b: [2, true] } }).toString()).toBe('a = "1"\n    b = "2"\n    b = "true"\n')
  })
})

describe('a Zconfig of a file', () => {
  it('knows whether the file has changed, and reads it again', async () => {
    const file = join(directory, 'a.cfg')
    writeFileSync(file, 'a = 1\n')
    const tree = await Zconfig.load(file)
    expect(await tree.hasChanged()).toBe(false)
    writeFileSync(file, 'a = 22\n')
    expect(await tree.hasChanged()).toBe(true)
    await tree.reload()
    expect(tree.get('a')).toBe('22')
    await tree.save()
    expect(await tree.hasChanged()).toBe(false)
  })

  it('stays as it is when the file cannot be read any more', async () => {
    const file = join(directory, 'a.cfg')
    writeFileSync(file, 'a = 1\n')
    const tree = await Zconfig.load(file)
    writeFileSync(file, 'a !')
    await expect(tree.reload()).rejects.toMatchObject({ code: 'ERR_ZPL_SYNTAX', file, line: 1 })
    expect(tree.get('a')).toBe('1')
  })

  it('says which file is not there, or is none', async () => {
    await expect(Zconfig.load(join(directory, 'none'))).rejects.toMatchObject({ code: 'ENOENT', file: join(directory, 'none') })
    await expect(Zconfig.load(directory)).rejects.toMatchObject({ code: 'EISDIR', file: directory })
  })
})
