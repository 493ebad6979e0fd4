// How cards look: close to Teams' light theme. Contrast of every text colour is at least 4.5 to 1 on its ground.
const COLOURS = {
  default: ["#242424", "#616161"],
  dark: ["#242424", "#616161"],
  light: ["#ffffff", "#f0f0f0"],
  accent: ["#0f5c63", "#2b6e75"],
  good: ["#0e700e", "#2d7d2d"],
  warning: ["#835b00", "#835b00"],
  attention: ["#a4262c", "#a4262c"],
};

function ground(backgroundColor, borderColor) {
  const colours = Object.entries(COLOURS).map(([name, [plain, subtle]]) => [name, { default: plain, subtle }]);
  return { backgroundColor, borderColor, borderThickness: 1, foregroundColors: Object.fromEntries(colours) };
}

const FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

export const LOOK = {
  supportsInteractivity: true,
  fontFamily: FONT,
  fontSizes: { small: 13, default: 15, medium: 16, large: 19, extraLarge: 24 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
  lineHeights: { small: 18, default: 21, medium: 22, large: 26, extraLarge: 32 },
  spacing: { small: 6, default: 10, medium: 14, large: 20, extraLarge: 28, padding: 14 },
  separator: { lineThickness: 1, lineColor: "#e0e0e0" },
  containerStyles: {
    default: ground("#ffffff", "#e0e0e0"),
    emphasis: ground("#f3f6f6", "#d8e2e2"),
    good: ground("#e7f2e7", "#9fd89f"),
    warning: ground("#fff4ce", "#f2c661"),
    attention: ground("#fdf3f4", "#eeacb2"),
    accent: ground("#e6f2f2", "#9cc9c9"),
  },
  textStyles: { heading: { size: "large", weight: "bolder", color: "default", isSubtle: false } },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder" },
    },
    errorMessage: { color: "attention", weight: "bolder" },
  },
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 8,
    showCard: { actionMode: "inline", inlineTopMargin: 10, style: "emphasis" },
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    preExpandSingleShowCardAction: false,
  },
  adaptiveCard: { allowCustomStyle: false },
};
