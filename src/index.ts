export { RigError } from "#errors";
