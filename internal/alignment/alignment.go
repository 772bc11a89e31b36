// Package alignment asks how two states stand to each other by records that are
// not news: votes in the UN General Assembly, alliances, organisations, trade,
// arms and visits. It joins the tables with the formulas of package measure, and
// says with each answer how it was made, of how many observations, and what was
// left out.
package alignment
