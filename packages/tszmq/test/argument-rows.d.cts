export type Rows = Readonly<Record<string, (value: unknown) => unknown>>
export declare function plainRows(zmq: object, context: object): Rows
export declare function actorRows(zmq: object, context: object): Promise<{ rows: Rows; end(): Promise<unknown> }>
