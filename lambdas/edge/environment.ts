/**
 * An address that AWS made up when this function's stack was deployed.
 *
 * @param name of the environment variable
 * @throws Error when it is not set
 */
export function addressFromEnvironment(name: string): string {
  const address = process.env[name];
  if (!address) throw new Error(`${name} is not set; deploy the control plane again`);
  return address;
}
