/** Setting in which a recording that is saved keeps whether its truth was on screen: "shown" or "not shown". */
export const TRUTH_SETTING = "truth on screen";
