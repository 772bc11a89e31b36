// Package data embeds the tables the program travels with: actors, places,
// claims, codebooks, dated facts, sample articles, votes. Each folder has an ORIGIN.md that
// says where its facts come from, under which licence, and which command builds
// it. Loaders take an fs.FS, so a user's folder works like ours.
package data

import "embed"

// FS holds the folders of this directory.
//
//go:embed actors claims codebooks codes dates gazetteer heads lang measures samples sources views votes geo
var FS embed.FS
