package walk

import (
	"fmt"

	"github.com/redsail/redsail/geo"
)

// Streets is what a network is built of. Numbers are the caller's own; several parts of one
// thing may carry the same one.
type Streets struct {
	Ways     []Way
	Gates    []Gate
	Barriers []Barrier
}

// Way is a street, a path or a flight of steps. Ways meet where they share a vertex; where
// they only cross there is a bridge, and no junction.
type Way struct {
	Number int64
	Points geo.Line
	Tags   map[string]string // words of OpenStreetMap, and those of DefaultRules
	// Heights of the points in metres; none where they are not known.
	Heights []float32
}

// Gate is a place on ways where people wait, or are let through or not: a gate, a signalled
// crossing, a level crossing. Points is one vertex of the ways, or a place up to a metre away
// from one of them, or a short line across them.
type Gate struct {
	Number int64
	Points geo.Line
	Tags   map[string]string
}

// Barrier is a line that nobody steps over: a wall, a fence, a river, a railway. A wall is
// open where its line is.
type Barrier struct {
	Number int64
	Points geo.Line
	Tags   map[string]string
}

// Limits of what a network is built of.
const (
	MostWays     = 20_000_000
	MostGates    = 5_000_000
	MostBarriers = 20_000_000
	MostPoints   = 100_000_000 // of all lines
)

// mostLatitude is where meridians come so close that the grids would not do any more.
const mostLatitude = 85 * 10_000_000

// check refuses what is too large or no line.
func (s *Streets) check() error {
	for _, c := range []struct {
		what       string
		have, most int
	}{{"ways", len(s.Ways), MostWays}, {"gates", len(s.Gates), MostGates}, {"barriers", len(s.Barriers), MostBarriers}} {
		if c.have > c.most {
			return fmt.Errorf("walk: %d %s are too many; at most %d are taken", c.have, c.what, c.most)
		}
	}
	points := 0
	for i := range s.Ways {
		w := &s.Ways[i]
		points += len(w.Points)
		if err := checkLine("way", w.Number, w.Points, 2); err != nil {
			return err
		}
		if len(w.Heights) != 0 && len(w.Heights) != len(w.Points) {
			return fmt.Errorf("walk: way %d has %d points and %d heights", w.Number, len(w.Points), len(w.Heights))
		}
		for k, h := range w.Heights {
			if !(h > -12_000 && h < 9_000) {
				return fmt.Errorf("walk: way %d: the height of its point %d is %v m", w.Number, k, h)
			}
		}
	}
	for i := range s.Gates {
		points += len(s.Gates[i].Points)
		if err := checkLine("gate", s.Gates[i].Number, s.Gates[i].Points, 1); err != nil {
			return err
		}
	}
	for i := range s.Barriers {
		points += len(s.Barriers[i].Points)
		if err := checkLine("barrier", s.Barriers[i].Number, s.Barriers[i].Points, 2); err != nil {
			return err
		}
	}
	if points > MostPoints {
		return fmt.Errorf("walk: %d points are too many; at most %d are taken", points, MostPoints)
	}
	return nil
}

func checkLine(what string, number int64, l geo.Line, least int) error {
	if len(l) < least {
		return fmt.Errorf("walk: %s %d has %d points; at least %d are needed", what, number, len(l), least)
	}
	for _, p := range l {
		if p.X < -geo.MaxX || p.X > geo.MaxX || p.Y < -geo.MaxY || p.Y > geo.MaxY {
			return fmt.Errorf("walk: %s %d has a point that is not on the earth", what, number)
		}
	}
	return nil
}
