package intake

import (
	"context"
	"path/filepath"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// mix keeps made-up data and a real city apart. A file that bears the mark of made-up data
// (city.MadeUpMark) is refused by a store that is not made up: Conflict with code made_up_data.
// unmarked is true the other way round, which is no fault, for what is in a made-up store is shown
// and exported as made up, but is told.
func mix(ctx context.Context, scheme *city.Scheme, path string, limits codec.Limits) (unmarked bool, err error) {
	marked, err := codec.Holds(ctx, path, city.MadeUpMark, limits)
	switch {
	case err != nil:
		return false, err
	case marked && !scheme.Demo:
		return false, city.Errorf(city.Conflict, "made_up_data", "%s bears the mark %s, and the city of this store is real: the two never mix", filepath.Base(path), city.MadeUpMark)
	}
	return scheme.Demo && !marked, nil
}

// UnmarkedWords end the line that sums an import up.
func UnmarkedWords(unmarked bool) string {
	if unmarked {
		return "; this store is made up: what came in is shown and exported as made up, though the file does not say so"
	}
	return ""
}
