/**
 * Chance in channels and reactions: `binomial` draws, channels of a Markov scheme a step at a time
 * (`transitionProbabilities`, then `channelStep`), and exact paths of reaction networks (`reactionNetwork`, then
 * `reactionTrajectory`). All draws come from the stream handed in, and equal streams give equal bits anywhere.
 */
export { binomial } from "./binomial.js";
export { channelStep } from "./channel-step.js";
export {
  reactionNetwork, type Amounts, type Counts, type NetworkEvent, type RateLaw, type Reaction, type ReactionNetwork,
  type ReactionScheme,
} from "./reaction-network.js";
export { reactionTrajectory, type TrajectoryOptions } from "./reaction-trajectory.js";
export {
  transitionProbabilities, type TransitionProbabilities, type TransitionRate,
} from "./transition-probabilities.js";
