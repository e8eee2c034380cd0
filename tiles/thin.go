package tiles

// tolerance is how far a simplified line may be from the true one, in tile units: a tile is
// drawn 512 pixels wide and more, up to 1,024 before the next zoom takes over, so that is
// half a pixel to one.
const tolerance = 4

// never is the first zoom of a vertex that no zoom shows.
const never = 255

// firstZooms says from which zoom on each vertex of a line is drawn, by the rule of Douglas
// and Peucker (Cartographica 10(2), 1973). The ends are always drawn. A vertex is drawn
// wherever one is that depends on it, so that the zooms nest. At maxZoom, which is also
// drawn enlarged, the tolerance is half a tile unit.
func firstZooms(places []place, maxZoom uint8) []uint8 {
	from := make([]uint8, len(places))
	for i := range from {
		from[i] = never
	}
	if len(from) == 0 {
		return from
	}
	from[0], from[len(from)-1] = 0, 0
	limits := zoomLimits(maxZoom)
	type span struct {
		a, b  int
		above uint8 // first zoom of the vertex on which the span depends
	}
	todo := []span{{0, len(places) - 1, 0}}
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		i, d := farthest(places, s.a, s.b)
		if i < 0 {
			continue
		}
		zoom := s.above
		for zoom <= maxZoom && d <= limits[zoom] {
			zoom++
		}
		if zoom > maxZoom {
			continue
		}
		from[i] = zoom
		todo = append(todo, span{s.a, i, zoom}, span{i, s.b, zoom})
	}
	return from
}

// zoomLimits are the squares of the tolerances in world units, by zoom.
func zoomLimits(maxZoom uint8) (limits [MaxZoom + 1]float64) {
	for z := range maxZoom + 1 {
		units := float64(tolerance)
		if z == maxZoom {
			units = 0.5
		}
		at := units * float64(uint64(1)<<(worldBits-extentBits)) / float64(uint64(1)<<z)
		limits[z] = at * at
	}
	return limits
}

// farthest finds the vertex between a and b that is farthest from the segment a–b, and the
// square of its distance; -1 when there is none between. The explicit conversions forbid
// fused multiply-adds, so that all machines choose alike.
func farthest(places []place, a, b int) (at int, square float64) {
	at, square = -1, -1
	ox, oy := float64(places[a].X), float64(places[a].Y)
	dx, dy := float64(places[b].X)-ox, float64(places[b].Y)-oy
	length := float64(dx*dx) + float64(dy*dy)
	for i := a + 1; i < b; i++ {
		px, py := float64(places[i].X)-ox, float64(places[i].Y)-oy
		along := float64(px*dx) + float64(py*dy)
		var d float64
		switch {
		case along <= 0:
			d = float64(px*px) + float64(py*py)
		case along >= length:
			qx, qy := px-dx, py-dy
			d = float64(qx*qx) + float64(qy*qy)
		default:
			off := float64(px*dy) - float64(py*dx)
			d = float64(off*off) / length
		}
		if d > square {
			at, square = i, d
		}
	}
	return at, square
}
