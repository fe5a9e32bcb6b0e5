// What is hard to read (WCAG 2.2, 1.4.3 and 1.4.11), of what a shadow root shows: axe-core gives up in it.
const root = document.querySelector(arguments[0]).shadowRoot;
const parse = (color) => {
  const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number);
  return { r, g, b, a };
};
const over = (top, under) => {
  const mix = (name) => top[name] * top.a + under[name] * (1 - top.a);
  return { r: mix("r"), g: mix("g"), b: mix("b"), a: 1 };
};
const behind = (element) => {
  if (!element) return { r: 255, g: 255, b: 255, a: 1 };
  const own = parse(getComputedStyle(element).backgroundColor);
  return own.a === 1 ? own : over(own, behind(element.parentElement));
};
const luminance = ({ r, g, b }) => {
  const linear = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
};
const ratio = (color, back) => {
  const [light, dark] = [luminance(over(color, back)), luminance(back)].sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
};
const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
const faults = [];
let looked = 0;
const look = (element, color, least, what) => {
  looked++;
  const found = ratio(parse(color), behind(element));
  if (found < least) faults.push(`${what}: ${found.toFixed(2)} of ${least}`);
};
for (const element of root.querySelectorAll("*")) {
  if (!seen(element) || element.closest(".unseen")) continue;
  const style = getComputedStyle(element);
  const name = element.localName + "." + element.getAttribute("class");
  const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
  if ([...element.childNodes].some((it) => it.nodeType === Node.TEXT_NODE && it.data.trim())) {
    look(element, style.color, isLarge ? 3 : 4.5, name);
  }
  if (element.placeholder) look(element, getComputedStyle(element, "::placeholder").color, 4.5, name + " placeholder");
  if (element.localName === "svg") look(element, style.stroke, 3, "icon of " + element.parentElement.className);
}
return { looked, faults };
