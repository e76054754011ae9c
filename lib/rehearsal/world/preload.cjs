/**
 * Installed with `node --require` in every process of the world, before its program. Names resolve through the world's
 * DNS only; a public address and port becomes the loopback port that stands for it, at the moment a socket opens. The
 * program keeps its own port, TLS and address checks, and sees public addresses. What is not mapped is refused.
 *
 * Environment: UNDERSTUDY_WORLD_MAP (path of the address map), UNDERSTUDY_WORLD_DNS (`127.0.0.1:<port>`),
 * AWS_ENDPOINT_URL (the one loopback port that may be called as it is written).
 */
const dgram = require('node:dgram');
const dns = require('node:dns');
const { readFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');
const { constants } = require('node:os');
const { promisify } = require('node:util');

const LOOPBACK = '127.0.0.1';
/** Nothing listens here: a name server that is not part of the world is refused at once. */
const NOWHERE = `${LOOPBACK}:1`;
const worldDns = required('UNDERSTUDY_WORLD_DNS');
const mapFile = required('UNDERSTUDY_WORLD_MAP');
const endpointPort = process.env.AWS_ENDPOINT_URL ? Number(new URL(process.env.AWS_ENDPOINT_URL).port) : undefined;

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: this process was not started by the rehearsal`);
  return value;
}

/** Read at each use, because a cut takes places out of the map. */
const loopbackPortOf = (place) => JSON.parse(readFileSync(mapFile, 'utf8'))[place];

// DNS: resolvers

const setServersOf = (resolver) => Object.getPrototypeOf(resolver).setServers;
const setCallbackServers = setServersOf(new dns.Resolver());
const setPromiseServers = setServersOf(new dns.promises.Resolver());

function loopbackNameServer(server) {
  const [, address, port = '53'] = /^([\d.]+)(?::(\d+))?$/.exec(server) ?? [];
  const mapped = address && loopbackPortOf(`${address}:${port}/udp`);
  return mapped ? `${LOOPBACK}:${mapped}` : NOWHERE;
}

function worldly(Resolver, setServers) {
  return class extends Resolver {
    constructor(options) {
      super(options);
      setServers.call(this, [worldDns]);
    }

    setServers(servers) {
      setServers.call(this, servers.map(loopbackNameServer));
    }
  };
}

const setDefaultServers = dns.setServers;
const setDefaultPromiseServers = dns.promises.setServers;
setDefaultServers([worldDns]);
setDefaultPromiseServers([worldDns]);
dns.setServers = (servers) => setDefaultServers(servers.map(loopbackNameServer));
dns.promises.setServers = (servers) => setDefaultPromiseServers(servers.map(loopbackNameServer));
dns.Resolver = worldly(dns.Resolver, setCallbackServers);
dns.promises.Resolver = worldly(dns.promises.Resolver, setPromiseServers);

// DNS: lookup, which otherwise asks the operating system

const resolver = new dns.promises.Resolver();

/** All addresses of a name, the way `lookup` gives them with `all: true`. */
async function addressesOf(hostname, family) {
  const literal = net.isIP(hostname);
  if (literal) return [{ address: hostname, family: literal }];
  if (hostname === 'localhost') return [{ address: LOOPBACK, family: 4 }];
  const found = family === 6 ? await resolver.resolve6(hostname) : await resolver.resolve4(hostname);
  return found.map((address) => ({ address, family: family === 6 ? 6 : 4 }));
}

async function lookupPromise(hostname, options) {
  const { all, family } = typeof options === 'object' && options ? options : { family: options };
  try {
    const addresses = await addressesOf(hostname, family === 'IPv6' ? 6 : family);
    return all ? addresses : addresses[0];
  } catch {
    const message = `getaddrinfo ENOTFOUND ${hostname}`;
    throw Object.assign(new Error(message), { code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo', hostname });
  }
}

dns.promises.lookup = lookupPromise;
dns.lookup = (hostname, ...rest) => {
  const callback = rest.pop();
  lookupPromise(hostname, rest[0]).then(
    // Called outside the promise, so that what the callback throws is not taken for a failed lookup.
    (found) =>
      setImmediate(() => (Array.isArray(found) ? callback(null, found) : callback(null, found.address, found.family))),
    (error) => setImmediate(() => callback(error)),
  );
};
dns.lookup[promisify.custom] = lookupPromise;

// Sockets

const connect = net.Socket.prototype.connect;

/** `connect(options)`, `connect(port, host)`, `connect(path)`, and the form that `net.connect` hands on, as one. */
function argumentsOf(args) {
  const callback = args.findLast((argument) => typeof argument === 'function');
  const [first, second] = args;
  if (Array.isArray(first)) return { options: first[0], callback: first[1] ?? undefined };
  if (typeof first === 'object' && first !== null) return { options: first, callback };
  if (Number.isNaN(Number(first))) return { options: { path: first }, callback };
  return { options: { port: Number(first), host: typeof second === 'string' ? second : undefined }, callback };
}

net.Socket.prototype.connect = function connectInWorld(...args) {
  const { options, callback } = argumentsOf(args);
  const { port, path } = options;
  const host = options.host || 'localhost';
  if (path) return refuse(this, { address: path, port: 'path' });
  const open = (addresses) => openFirst(this, { addresses, port: Number(port), options, callback });
  if (net.isIP(host)) return open([{ address: host, family: net.isIP(host) }]);
  this.connecting = true;
  resolveFor({ ...options, host }, (error, addresses) => {
    if (!this.connecting) return;
    const [first] = addresses ?? [];
    this.emit('lookup', error, first?.address, first?.family, host);
    if (error) this.destroy(error);
    else open(addresses);
  });
  return this;
};

/** Asks the program's own `lookup` where it has one, the way Node does: a list where it would try several addresses. */
function resolveFor({ host, lookup = dns.lookup, family, hints, autoSelectFamily }, callback) {
  const isList = (autoSelectFamily ?? net.getDefaultAutoSelectFamily()) && family !== 4 && family !== 6;
  const options = { family: family ?? 0, hints, ...(isList && { all: true }) };
  lookup(host, options, (error, address, foundFamily) => {
    if (error) return callback(error);
    callback(null, Array.isArray(address) ? address : [{ address, family: foundFamily }]);
  });
}

function openFirst(socket, { addresses, port, options, callback }) {
  for (const { address } of addresses) {
    const mapped = isEndpoint(address, port) ? port : loopbackPortOf(`${address}:${port}/tcp`);
    if (!mapped) continue;
    const { lookup, path, family, ...rest } = options;
    socket.once('connect', () => seenAs(socket, { address, port }));
    return connect.call(socket, { ...rest, host: LOOPBACK, port: mapped }, callback);
  }
  return refuse(socket, { address: addresses[0]?.address, port });
}

const isEndpoint = (address, port) => address === LOOPBACK && port === endpointPort;

/** A program that checks whom it reached checks the public address, as it would in AWS. */
function seenAs(socket, { address, port }) {
  Object.defineProperty(socket, 'remoteAddress', { value: address, configurable: true });
  Object.defineProperty(socket, 'remotePort', { value: port, configurable: true });
}

function refuse(socket, { address, port }) {
  const errno = -constants.errno.ECONNREFUSED;
  const message = `connect ECONNREFUSED ${address}:${port}`;
  const error = Object.assign(new Error(message), { code: 'ECONNREFUSED', errno, syscall: 'connect', address, port });
  socket.connecting = true;
  process.nextTick(() => socket.destroy(error));
  return socket;
}

// A process of the world ends with the rehearsal that started it, even when that is killed.
if (process.channel) {
  process.on('disconnect', () => process.exit(0));
  process.channel.unref();
}

dgram.createSocket = () => {
  throw new Error('dgram.createSocket is not part of the rehearsed world: use dns for names and net for the rest');
};

syncBuiltinESMExports();
