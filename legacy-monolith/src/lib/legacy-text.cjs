'use strict';
// From the first shop, 2014. Still does what it should; nobody wants to touch it.

function pad(text, width) {
  text = String(text);
  return text.length >= width ? text : text + new Array(width - text.length + 1).join(' ');
}

function padLeft(text, width) {
  text = String(text);
  return text.length >= width ? text : new Array(width - text.length + 1).join(' ') + text;
}

function rule(width) {
  return new Array(width + 1).join('-');
}

function csvField(value) {
  var text = value === null || value === undefined ? '' : String(value);
  // A leading = + - @ is a formula to a spreadsheet.
  if (/^[=+\-@]/.test(text) && !/^-?\d/.test(text)) text = "'" + text;
  return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

function csvLine(values) {
  return values.map(csvField).join(',') + '\n';
}

module.exports = { pad: pad, padLeft: padLeft, rule: rule, csvLine: csvLine };
