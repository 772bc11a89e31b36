package imports

// Sliced are options that join segments in slices of so many rows.
func Sliced(opt Options, rows int64) Options {
	opt.slice = rows
	return opt
}
