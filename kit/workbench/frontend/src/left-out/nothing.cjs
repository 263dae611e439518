// In the place of a package that the page does without.
module.exports = {};
