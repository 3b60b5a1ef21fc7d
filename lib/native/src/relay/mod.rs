//! `wire-relay`: carries frames between the two halves of a wire and loses, delays, repeats or damages some of them, by seeded dice.

pub mod carrier;
pub mod dice;
pub mod impairment;
pub mod queue;
