package imports

// Sliced are options that join segments in slices of so many rows.
func Sliced(opt Options, rows int64) Options {
	opt.slice = rows
	return opt
}

// Unsided makes a store answer as it does for a file of version 1.
func (s *Store) Unsided() { s.sided = false }
