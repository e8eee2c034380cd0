package streets

import "github.com/redsail/redsail/geo/codec"

// denseNodes are the columns of a DenseNodes message.
type denseNodes struct{ ids, lats, lons, texts, stamps, visible []uint64 }

// dense reads many nodes that stand in columns, each number the difference to the one above.
func (p *pbfBlock) dense(b []byte) error {
	var d denseNodes
	err := each(b, func(w *wire) (err error) {
		switch w.field {
		case 1:
			d.ids, err = w.numbers(d.ids)
		case 5:
			err = d.info(w.bytes)
		case 8:
			d.lats, err = w.numbers(d.lats)
		case 9:
			d.lons, err = w.numbers(d.lons)
		case 10:
			d.texts, err = w.numbers(d.texts)
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(d.lats) != len(d.ids) || len(d.lons) != len(d.ids) {
		return malformed("", "a group has %d nodes, %d latitudes and %d longitudes", len(d.ids), len(d.lats), len(d.lons))
	}
	if len(d.stamps) != 0 && len(d.stamps) != len(d.ids) {
		return malformed("", "a group has %d nodes and %d times", len(d.ids), len(d.stamps))
	}
	for _, v := range d.visible {
		if v == 0 {
			return &codec.FileError{Kind: codec.KindUnknownFormat, Message: "it holds deleted elements: a file of the history is not read"}
		}
	}
	return p.denseNodes(&d)
}

func (d *denseNodes) info(b []byte) error {
	return each(b, func(w *wire) (err error) {
		switch w.field {
		case 2:
			d.stamps, err = w.numbers(d.stamps)
		case 6:
			d.visible, err = w.numbers(d.visible)
		}
		return err
	})
}

func (p *pbfBlock) denseNodes(d *denseNodes) error {
	var id, lat, lon, stamp int64
	texts := d.texts
	for i := range d.ids {
		id += zigzag(d.ids[i])
		lat += zigzag(d.lats[i])
		lon += zigzag(d.lons[i])
		date := ""
		if len(d.stamps) > 0 {
			stamp += zigzag(d.stamps[i])
		}
		var tags map[string]string
		if len(d.texts) > 0 {
			var err error
			if tags, texts, err = p.denseTags(texts, nodeName(id)); err != nil {
				return err
			}
			if tags != nil && stamp != 0 {
				date = p.date(stamp)
			}
		}
		at, fault := p.lattice(lon, lat)
		if err := p.data.node(id, at, fault, tags, date); err != nil {
			return err
		}
	}
	return nil
}

// denseTags reads the tags of the next node: key, value, key, value … 0. Only those of a
// barrier are of use.
func (p *pbfBlock) denseTags(texts []uint64, place string) (map[string]string, []uint64, error) {
	keys, values := p.a[:0], p.b[:0]
	for {
		if len(texts) == 0 {
			return nil, nil, malformed(place, "its tags are not ended")
		}
		if texts[0] == 0 {
			texts = texts[1:]
			break
		}
		if len(texts) < 2 {
			return nil, nil, malformed(place, "a key of its tags has no value")
		}
		keys, values = append(keys, texts[0]), append(values, texts[1])
		texts = texts[2:]
	}
	p.a, p.b = keys, values
	if len(keys) == 0 {
		return nil, texts, nil
	}
	tags, err := p.tags(keys, values, place)
	return tags, texts, err
}
