"""What is done to the cell in each trial of bench:neuron."""

DURATION_MS = 500.0
PULSES = 10
FIRST_PULSE_MS = 20.0
PULSE_EVERY_MS = 40.0
PULSE_OFFSET_MS = 0.005  # between two steps of 0.025 ms, so that every program must say what it does there
RELEASE_PROBABILITY = 0.6
CLAMP_STARTS_MS = (60.0, 150.0, 260.0, 300.0, 420.0)
CLAMP_WIDTH_MS = 1.0
CLAMP_AMPLITUDE_NA = 1.5


def uniforms(seed):
    """Numerical Recipes' linear congruential generator modulo 2³², as fractions."""
    state = (seed * 2654435761 + 12345) % 2**32
    while True:
        state = (1664525 * state + 1013904223) % 2**32
        yield state / 2**32


def trial_events(trial):
    """(time ms, weight) of the transmitter released: each pulse draws u < 0.6 and, if so, a weight of 0.5 + u'."""
    random = uniforms(trial + 1)
    times = (FIRST_PULSE_MS + pulse * PULSE_EVERY_MS + PULSE_OFFSET_MS for pulse in range(PULSES))
    return [(time, 0.5 + next(random)) for time in times if next(random) < RELEASE_PROBABILITY]
