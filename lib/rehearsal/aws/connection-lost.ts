/** The caller's connection is destroyed instead of an answer: it must find out whether the call was carried out. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}
