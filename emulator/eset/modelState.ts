/** Requests that are not valid, in ESET's form: the fields and what is wrong with each, and nothing else. */
import { fieldErrors, requiredFields } from "../fieldErrors";
import type { FieldErrors } from "../fieldErrors";
import type { Answer } from "../vendor";
import type { ErrorObject } from "ajv";

const invalid = (body: FieldErrors): Answer => ({ status: 400, body });

export const modelState = (errors: readonly ErrorObject[]): Answer => invalid(fieldErrors(errors));
export const invalidBody = (text: string): Answer => invalid({ "": [text] });
export const missingFields = (names: readonly string[]): Answer => invalid(requiredFields(names));
