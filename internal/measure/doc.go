// Package measure turns counts and dated acts into scores: who leans where, who
// agrees with whom, what changed and when, and how sure that is.
//
// Functions are pure: plain values in, plain values out, and the same values out
// for the same in; those that draw at random take a seed. One measure stands in
// one file, with its formula and source. What has no answer is NaN or false or a
// reason in words, never 0. The package knows nothing of texts, of the ledger or
// of countries: who calls it makes its inputs.
package measure
