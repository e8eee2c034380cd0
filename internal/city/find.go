package city

import "context"

// Matched says by which right a code found a thing.
type Matched string

// The ways to match.
const (
	MatchedCode    Matched = "code"    // the code that the thing has at that date
	MatchedFormer  Matched = "former"  // a code that the same thing had before
	MatchedRetired Matched = "retired" // the thing has ended; its last version is given
)

// Found is the answer to a code.
type Found struct {
	Record
	Matched Matched
	// Predecessors are codes of the things that ended in favour of this one.
	Predecessors []string
}

// Find answers a code of a layer at a date and revision (0 = latest): a former code finds
// the renumbered thing, a retired one its last version with its successors. It never picks
// one of several heirs.
func Find(ctx context.Context, s Reader, k Key, at Date, revision int64) (Found, error) {
	id, err := s.CodeID(ctx, k)
	if err != nil {
		return Found{}, err
	}
	vs, err := s.Records(ctx, Query{Kind: k.Kind, IDs: []int64{id}, Revision: revision})
	if err != nil {
		return Found{}, err
	}
	var last *Record
	for i := range vs {
		v := &vs[i]
		if v.Valid.Holds(at) {
			f := Found{Record: *v, Matched: MatchedCode}
			if v.Key().Code != k.Code {
				f.Matched = MatchedFormer
			}
			f.Predecessors, err = predecessors(ctx, s, v, revision)
			return f, err
		}
		if v.Valid.To <= at && (last == nil || v.Valid.To > last.Valid.To) {
			last = v
		}
	}
	if last == nil && len(vs) == 0 {
		if last, err = VanishedAs(ctx, s, k.Kind, id, at, revision); err != nil {
			return Found{}, err
		}
	}
	if last == nil {
		return Found{}, Errorf(NotFound, "unknown_code", "%s does not exist at that date", k)
	}
	f := Found{Record: *last, Matched: MatchedRetired}
	f.Predecessors, err = predecessors(ctx, s, last, revision)
	return f, err
}

func predecessors(ctx context.Context, s Reader, v *Record, revision int64) ([]string, error) {
	all, err := s.Records(ctx, Query{Kind: v.Key().Kind, Layer: v.Key().Layer, Revision: revision})
	if err != nil {
		return nil, err
	}
	var out []string
	for i := range all {
		for _, code := range all[i].Successors {
			if code == v.Key().Code {
				out = append(out, all[i].Key().Code)
			}
		}
	}
	return out, nil
}
