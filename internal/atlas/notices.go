package atlas

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// mostNotices bounds the notices that a map shows.
const mostNotices = 20

// notices are the notices of rights of a picture, found when somebody first asks.
type notices struct {
	once sync.Once
	list []string
}

// Notices are the sources of the picture's things that are notices of rights and must stand
// wherever these are shown, in the order of the alphabet: all that bear the sign ©, as
// "© OpenStreetMap contributors (ODbL)".
func (p *Picture) Notices() []string {
	n := &p.content.notices
	n.once.Do(func() {
		found := map[string]bool{}
		take := func(source string) {
			if strings.Contains(source, "©") && (found[source] || len(found) < mostNotices) {
				found[source] = true
			}
		}
		for i := range p.layers {
			for _, a := range p.layers[i].areas {
				take(a.Source)
			}
		}
		for i := range p.things {
			source, _ := sourceOf(p.things[i].Content)
			take(source)
		}
		n.list = slices.Sorted(maps.Keys(found))
	})
	return n.list
}
