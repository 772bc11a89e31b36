//go:build !unix

package imports_test

import "time"

// processor is not measured here.
func processor() time.Duration { return 0 }
