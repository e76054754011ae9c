export { audit, stopping } from './audit';
