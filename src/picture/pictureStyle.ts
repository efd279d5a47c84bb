/** Style of a standalone picture: the dashboard's colours on white. */
export const pictureStyle = `
.ground { fill: #ffffff; }
.picture text { font: 12px Varela, system-ui, sans-serif; fill: #566266; }
.picture .name { font-size: 13px; fill: #1c2426; }
.frame { fill: none; stroke: #dfe3e3; }
.grid-line { stroke: #566266; }
.wave { fill: #0b5f68; }
.trace { fill: none; stroke: #0b5f68; stroke-width: 1.5; }
.cursor { display: none; }
`;
