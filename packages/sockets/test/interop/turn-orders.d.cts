export declare const ORDERS: Readonly<Record<string, unknown>>
export declare function runOrders(zmq: object): Promise<Record<string, string[]>>
