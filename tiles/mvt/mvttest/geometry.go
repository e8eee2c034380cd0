package mvttest

import (
	"fmt"

	"github.com/redsail/redsail/tiles/mvt"
)

// run is a MoveTo and what follows it up to the next one.
type run struct {
	move   []mvt.Point
	line   []mvt.Point
	closed bool
}

// runs executes the commands (specification, 4.3).
func runs(cmds []uint32) ([]run, error) {
	var out []run
	var at mvt.Point
	for i := 0; i < len(cmds); {
		id, count := cmds[i]&7, int(cmds[i]>>3)
		i++
		if id == 7 {
			if count != 1 || len(out) == 0 || len(out[len(out)-1].line) == 0 || out[len(out)-1].closed {
				return nil, fmt.Errorf("ClosePath is misplaced, or its count is %d", count)
			}
			out[len(out)-1].closed = true
			continue
		}
		if id != 1 && id != 2 {
			return nil, fmt.Errorf("command %d", id)
		}
		if count == 0 || count > (len(cmds)-i)/2 {
			return nil, fmt.Errorf("command %d has %d parameters for count %d", id, len(cmds)-i, count)
		}
		if id == 2 && (len(out) == 0 || len(out[len(out)-1].line) > 0 || len(out[len(out)-1].move) != 1) {
			return nil, fmt.Errorf("LineTo is misplaced")
		}
		if id == 1 {
			out = append(out, run{})
		}
		r := &out[len(out)-1]
		for range count {
			dx, dy := unzigzag(cmds[i]), unzigzag(cmds[i+1])
			i += 2
			at = mvt.Point{X: at.X + dx, Y: at.Y + dy}
			if id == 1 {
				r.move = append(r.move, at)
			} else if r.line = append(r.line, at); dx == 0 && dy == 0 {
				return nil, fmt.Errorf("LineTo goes nowhere at %v", at)
			}
		}
	}
	return out, nil
}

func unzigzag(v uint32) int32 { return int32(v>>1) ^ -int32(v&1) }

func (f *Feature) geometry(cmds []uint32) error {
	all, err := runs(cmds)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return fmt.Errorf("geometry is empty")
	}
	switch f.Type {
	case Point:
		if len(all) != 1 || len(all[0].line) > 0 {
			return fmt.Errorf("a point must be one MoveTo")
		}
		f.Points = all[0].move
	case LineString:
		for _, r := range all {
			if len(r.move) != 1 || len(r.line) == 0 || r.closed {
				return fmt.Errorf("a line must be MoveTo, LineTo")
			}
			f.Lines = append(f.Lines, append(r.move, r.line...))
		}
	case Polygon:
		return f.polygons(all)
	default:
		return fmt.Errorf("geometry type %d", f.Type)
	}
	return nil
}

func (f *Feature) polygons(all []run) error {
	for _, r := range all {
		if len(r.move) != 1 || len(r.line) < 2 || !r.closed {
			return fmt.Errorf("a ring must be MoveTo, LineTo of at least 2, ClosePath")
		}
		ring := Ring(append(r.move, r.line...))
		if ring[0] == ring[len(ring)-1] {
			return fmt.Errorf("a ring repeats its first point")
		}
		area := ring.TwiceArea()
		switch {
		case area == 0:
			return fmt.Errorf("a ring has no area at %v", ring[0])
		case area > 0:
			f.Polygons = append(f.Polygons, []Ring{ring})
		case len(f.Polygons) == 0:
			return fmt.Errorf("the first ring is a hole")
		default:
			last := len(f.Polygons) - 1
			f.Polygons[last] = append(f.Polygons[last], ring)
		}
	}
	return checkRings(f.Polygons)
}

// TwiceArea is the surveyor's formula: positive for outer rings.
func (r Ring) TwiceArea() int64 {
	var sum int64
	a := r[len(r)-1]
	for _, b := range r {
		sum += int64(a.X)*int64(b.Y) - int64(b.X)*int64(a.Y)
		a = b
	}
	return sum
}
