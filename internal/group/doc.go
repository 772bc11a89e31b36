// Package group joins the comparing of documents and events with what they come
// from: it works out the stories and event clusters of a ledger, and reads lists
// of mentions for the same purpose.
package group
