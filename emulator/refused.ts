/** What every vendor's refusal of a request is. */
import type { Answer } from "./vendor";

export abstract class Refused extends Error {
  abstract readonly answer: Answer;
}
