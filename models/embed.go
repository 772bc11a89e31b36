// Package models embeds the trained models the program travels with. Each folder
// holds one language's model and a manifest.json that says how it was made. The
// models are under CC BY-SA 4.0: see NOTICE.
package models

import "embed"

// FS holds the model folders: en, and coder, the weights of the ranker.
//
//go:embed en coder
var FS embed.FS
