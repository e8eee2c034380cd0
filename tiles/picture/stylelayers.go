package picture

import "slices"

// lastZoom is MapLibre's word for a layer that does not end.
const lastZoom = 24

// layers are those of the style, bottom to top: ground, borders, names. Deep borders lie under
// wide ones; of names, what is last is placed first.
func (s *styler) layers() list {
	drawn := s.drawn()
	upwards := slices.Clone(drawn)
	slices.Reverse(upwards)
	out := list{entry{"id": "ground", "type": "background", "paint": entry{"background-color": s.colour("ground")}}}
	for _, it := range drawn {
		if it.Partition && it.Rank == 0 {
			out = append(out, s.fill(it.Key+"-land", it, "land"))
		}
	}
	for _, it := range upwards {
		if !it.Partition && !it.Overlay {
			layer := s.fill(it.Key+"-fill", it, s.look.table.Free.Fill)
			layer["minzoom"] = s.borderFrom(it.StyleLayer)
			out = append(out, layer)
		}
	}
	out = append(out, s.base()...)
	for _, it := range upwards {
		out = append(out, s.border(it))
	}
	kinds := s.kinds()
	out = append(out, s.dots(kinds)...)
	out = append(out, s.baseNames()...)
	for _, it := range upwards {
		if it.deep() {
			out = append(out, s.areaNames(it))
		}
	}
	out = append(out, s.places(kinds)...)
	for _, it := range upwards {
		if !it.deep() {
			out = append(out, s.areaNames(it))
		}
	}
	return out
}

func (s *styler) fill(id string, it drawnArea, colour string) entry {
	return entry{
		"id": id, "type": "fill", "source": it.source, "source-layer": it.Key,
		"paint": entry{"fill-color": s.colour(colour), "fill-antialias": false},
	}
}

// border are the borders of a layer: of a partition those of which it is the widest.
func (s *styler) border(it drawnArea) entry {
	look, from := s.look.table.border(it.Layer)
	layer := entry{
		"id": it.Key + "-border", "type": "line", "source": it.source, "source-layer": it.Key, "minzoom": from, "maxzoom": lastZoom,
		"layout": entry{"line-join": "round", "line-cap": "butt"}, "paint": s.line(look),
	}
	if source := s.sourceWith(borderLayer, true); it.Partition && source != "" {
		layer["source"], layer["source-layer"] = source, borderLayer
		among(layer, "layer", []string{it.Key})
	}
	return layer
}

func (s *styler) line(look lineLook) entry {
	paint := entry{"line-color": s.colour(look.Colour), "line-width": look.Width.expression(1, 0)}
	if look.Dash != nil {
		paint["line-dasharray"] = look.Dash
	}
	return paint
}

// base is the base map. The casings of steps that follow each other lie under all lines of
// these steps.
func (s *styler) base() (out list) {
	for _, run := range runsOf(s.look.table.Base) {
		for _, step := range run {
			if step.cased() {
				out = append(out, s.lines(step, true)...)
			}
		}
		for _, step := range run {
			if step.Type == "line" {
				out = append(out, s.lines(step, false)...)
			} else {
				out = append(out, s.fills(step)...)
			}
		}
	}
	return out
}

// tileLayer is where a layer of the look is in the tiles.
type tileLayer struct{ source, key string }

// found are the layers of the tiles that a layer of the look stands for.
func (s *styler) found(layer string) (out []tileLayer) {
	if layer != groundLayer {
		if source := s.sourceWith(layer, true); source != "" {
			out = append(out, tileLayer{source, layer})
		}
		return out
	}
	for _, l := range s.city.Areas {
		if l.Base {
			out = append(out, tileLayer{s.sourceWith(l.Key, false), l.Key})
		}
	}
	return out
}

// step is what all layers of a step of the base map have.
func (s *styler) step(step baseStep, kind, part string, of tileLayer) entry {
	return among(entry{
		"id": "base-" + step.ID + "-" + part + of.key, "type": kind, "source": of.source, "source-layer": of.key,
		"minzoom": step.Zoom[0], "maxzoom": step.Zoom[1],
	}, "class", step.Classes)
}

func (s *styler) fills(step baseStep) (out list) {
	for _, of := range s.found(step.Layer) {
		layer := s.step(step, "fill", "", of)
		paint := entry{"fill-color": s.colour(step.Colour)}
		if step.Outline != "" {
			paint["fill-outline-color"] = s.colour(step.Outline)
		} else {
			paint["fill-antialias"] = false
		}
		layer["paint"] = paint
		out = append(out, layer)
	}
	return out
}

func (s *styler) lines(step baseStep, casing bool) (out list) {
	// A dash with a round end is longer than it says; a bridge ends where its water does.
	ends := "butt"
	if step.Dash == nil && step.Casing != nil {
		ends = "round"
	}
	for _, of := range s.found(step.Layer) {
		part := ""
		if casing {
			part = "casing-"
		}
		layer := s.step(step, "line", part, of)
		layer["layout"] = entry{"line-join": "round", "line-cap": ends}
		layer["paint"] = s.line(step.lineLook)
		if casing {
			layer["minzoom"] = max(step.Zoom[0], step.Casing.Zoom)
			layer["paint"] = entry{"line-color": s.colour(step.Casing.Colour), "line-width": step.Width.expression(1, 2*step.Casing.Width)}
		}
		out = append(out, layer)
	}
	return out
}
