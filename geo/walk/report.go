package walk

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Report is what building a network found: nothing is left out in silence.
type Report struct {
	Ways  int // given
	Taken int // walked by the profile
	// LeftOut are lines that can be in no network, for a vertex that cannot be.
	LeftOut []LeftOut
	// Dropped counts the ways that are not walked, by the class or the tag that says so.
	Dropped []Count
	// Unknown are words that the rules do not know. Ways and gates with an unknown class, and
	// barriers with one, are not taken as such: a way is not walked, a gate is open and without
	// a wait, a barrier is none. An unknown value of an access tag is not heeded.
	UnknownWays, UnknownGates, UnknownBarriers []Count
	// Blocked are the gates that nobody may pass, where they stand on a way.
	Blocked []Blocked
	// Loose are the gates that stand on no way that is walked.
	Loose []int64
	// ZeroLength counts pairs of equal neighbouring points of ways, which were put together,
	// and ways that are only that.
	ZeroLength int
	// Main is the part of the network with most nodes, Islands the others, the largest first.
	Main    Island
	Islands []Island
	// Islets counts the parts on which nobody stands who can reach another street: Rules.IsletMetres.
	Islets int
	// Enclosed counts the streets that lie behind gates and ways for residents only, and are
	// for these only too.
	Enclosed int
	// Flat: no slopes were taken into account, for want of heights or by the profile.
	Flat bool
}

// Private are the parts of the network without a street that is open to all.
func (r *Report) Private() []Island {
	var out []Island
	for _, i := range append([]Island{r.Main}, r.Islands...) {
		if !i.Public {
			out = append(out, i)
		}
	}
	return out
}

// Count is a number of things by a word, ordered by number, then word.
type Count struct {
	Word   string
	Things int
}

// Blocked is a closed gate.
type Blocked struct {
	Gate  int64
	Place geo.Point
}

// Island is a part of a network that hangs together. Way and Place are those of its first
// street. Public is false where all its streets are for residents only: nothing says then which
// of them are of one compound, and whoever stands there walks on all of them.
type Island struct {
	Nodes  int
	Public bool
	Metres geo.Metres
	Way    int64
	Place  geo.Point
}

type tally map[string]int

func (t tally) counts() []Count {
	var out []Count
	for w, n := range t {
		out = append(out, Count{w, n})
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Or(b.Things-a.Things, cmp.Compare(a.Word, b.Word)) })
	return out
}
