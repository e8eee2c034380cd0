package city

import "context"

// Matched says by which right a code found an area.
type Matched string

// The ways to match.
const (
	MatchedCode    Matched = "code"    // the code that the area has at that date
	MatchedFormer  Matched = "former"  // a code that the same area had before
	MatchedRetired Matched = "retired" // the area has ended; its last version is given
)

// Found is the answer to a code.
type Found struct {
	Version
	Matched Matched
	// Predecessors are codes of the areas that ended in favour of this one.
	Predecessors []string
}

// Find answers a code of a layer at a date and revision (0 = latest): a former code finds
// the renumbered area, a retired one its last version with its successors. It never picks
// one of several heirs.
func Find(ctx context.Context, s Reader, k Key, at Date, revision int64) (Found, error) {
	id, err := s.CodeID(ctx, k)
	if err != nil {
		return Found{}, err
	}
	vs, err := s.Versions(ctx, Query{IDs: []int64{id}, Revision: revision})
	if err != nil {
		return Found{}, err
	}
	var last *Version
	for i := range vs {
		v := &vs[i]
		if v.Valid.Holds(at) {
			f := Found{Version: *v, Matched: MatchedCode}
			if v.Code != k.Code {
				f.Matched = MatchedFormer
			}
			f.Predecessors, err = predecessors(ctx, s, v, revision)
			return f, err
		}
		if v.Valid.To <= at && (last == nil || v.Valid.To > last.Valid.To) {
			last = v
		}
	}
	if last == nil {
		return Found{}, Errorf(NotFound, "unknown_code", "%s does not exist at that date", k)
	}
	f := Found{Version: *last, Matched: MatchedRetired}
	f.Predecessors, err = predecessors(ctx, s, last, revision)
	return f, err
}

func predecessors(ctx context.Context, s Reader, v *Version, revision int64) ([]string, error) {
	all, err := s.Versions(ctx, Query{Layer: v.Layer, Revision: revision})
	if err != nil {
		return nil, err
	}
	var out []string
	for i := range all {
		for _, code := range all[i].Successors {
			if code == v.Code {
				out = append(out, all[i].Code)
			}
		}
	}
	return out, nil
}
