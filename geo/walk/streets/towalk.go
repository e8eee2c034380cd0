package streets

import (
	"strings"

	"github.com/redsail/redsail/geo/walk"
)

// Walk gives lines as what a walking network is built of: streets and paths as ways, gates and
// crossings as gates, all else as barriers. The number of a way, a gate or a barrier is the
// place of its line in the list.
func Walk(lines []Line) *walk.Streets {
	s := &walk.Streets{}
	for i := range lines {
		l, number := &lines[i], int64(i)
		for _, part := range l.Shape {
			switch {
			case isGate(l):
				s.Gates = append(s.Gates, walk.Gate{Number: number, Points: part, Tags: l.Class})
			case l.Kind == Road || l.Kind == Path:
				s.Ways = append(s.Ways, walk.Way{Number: number, Points: part, Tags: l.Class})
			default:
				s.Barriers = append(s.Barriers, walk.Barrier{Number: number, Points: part, Tags: l.Class})
			}
		}
	}
	return s
}

// isGate tells gates and crossings from walls and paths.
func isGate(l *Line) bool {
	word := l.Class["class"]
	if l.Kind == Wall {
		return gates[word] || strings.HasSuffix(word, "_gate") || l.Class[Stop] == "yes" // main_gate: the demo city's
	}
	return l.Class[Stop] == "yes" && (l.Kind == Path || l.Kind == Road)
}
