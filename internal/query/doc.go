// Package query asks the ledger what page, API and agents all show: the same
// questions, answered the same way. It renders nothing.
package query
