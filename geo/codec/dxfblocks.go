package codec

import "fmt"

// dxfExpander puts blocks into the drawing.
type dxfExpander struct {
	d      *dxfFile
	placed []dxfPlaced
	sizes  map[string]float64 // what a block unfolds to; -1 while that is counted
}

// bounded refuses a drawing whose blocks unfold to too much, or hold themselves, before
// anything is put anywhere.
func (x *dxfExpander) bounded() error {
	n, err := x.total(x.d.items, 0)
	if most := x.d.kept + x.d.b.Features; err == nil && n > float64(most) {
		err = &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("the blocks unfold to %.0f lines, texts and blocks, more than %d", n, most)}
	}
	return err
}

// total is how many things the items unfold to; a float64, for they may be very many.
func (x *dxfExpander) total(items []dxfItem, depth int) (n float64, err error) {
	for _, item := range items {
		n++
		if item.insert == nil {
			continue
		}
		one, err := x.size(item.insert, depth)
		if err != nil {
			return 0, err
		}
		n += float64(item.insert.columns) * float64(item.insert.rows) * (1 + one)
	}
	return n, nil
}

func (x *dxfExpander) size(in *dxfInsert, depth int) (float64, error) {
	block := x.d.blocks[in.block]
	if block == nil || in.tilted {
		return 0, nil
	}
	n, known := x.sizes[in.block]
	switch {
	case known && n < 0, depth >= maxDXFDepth:
		return 0, &FileError{Kind: KindTooLarge, Place: fmt.Sprintf("line %d", in.line),
			Message: fmt.Sprintf("block %.40q lies in itself, or within more than %d others", in.block, maxDXFDepth)}
	case known:
		return n, nil
	}
	x.sizes[in.block] = -1
	n, err := x.total(block.items, depth+1)
	x.sizes[in.block] = n
	return n, err
}

// put places items; layer and handle are those of the insert that they come with.
func (x *dxfExpander) put(items []dxfItem, as *dxfAffine, layer, handle string) {
	for _, item := range items {
		p := dxfPlaced{item: item, as: as}
		switch {
		case item.shape != nil:
			p.layer, p.handle = inherit(&item.shape.dxfHead, layer, handle)
			x.placed = append(x.placed, p)
		case item.text != nil:
			p.layer, p.handle = inherit(&item.text.dxfHead, layer, handle)
			p.at = as.after(item.text.seen()).of(item.text.at)
			x.placed = append(x.placed, p)
		case item.insert != nil:
			p.layer, p.handle = inherit(&item.insert.dxfHead, layer, handle)
			x.insert(item.insert, as, p.layer, p.handle)
		}
	}
}

// inherit gives the layer and the name of a thing: on layer 0 of a block it is on that of
// the insert.
func inherit(h *dxfHead, layer, handle string) (string, string) {
	own := h.layer
	if own == "0" && layer != "" {
		own = layer
	}
	if handle != "" {
		return own, handle + "/" + h.handle
	}
	return own, h.handle
}

func (x *dxfExpander) insert(in *dxfInsert, as *dxfAffine, layer, handle string) {
	block := x.d.blocks[in.block]
	switch {
	case block == nil:
		count(x.d.others, "INSERT of unknown blocks", 1)
		return
	case in.tilted:
		count(x.d.others, "INSERT that is tilted", 1)
		return
	}
	for kind, n := range block.others {
		count(x.d.others, kind, n)
	}
	block.others = nil
	for row := range in.rows {
		for column := range in.columns {
			place := as.after(in.place(block.base, column, row))
			x.put(block.items, &place, layer, handle)
		}
	}
}

func (x *dxfExpander) texts() []dxfPlaced {
	var out []dxfPlaced
	for _, p := range x.placed {
		if p.item.text != nil {
			out = append(out, p)
		}
	}
	return out
}
