package demo

import (
	"context"

	"github.com/redsail/redsail/geo"
)

// builder carries the state of one run from step to step.
type builder struct {
	recipe recipe
	ground *ground
	mesh   *mesh
	names  *namer
	rail   []vec

	units  units
	blocks []block
	out    *City
	past   past
	starts []vec    // by stroke: where its numbers begin
	boxes  [][2]vec // by face: a box that holds it
}

// units are the areas of each level by index, and how they nest.
type units struct {
	streetOf    []int32 // by community
	districtOf  []int32 // by street
	communityOf []int32 // by grid
	special     []int32 // by grid: the block that it is; none for an ordinary grid
	village     []bool  // by community: more people live in villages than in compounds

	districts, streets, communities, grids, compounds []unit
}

// unit is an area in the making.
type unit struct {
	code       string
	name       Name
	at         vec // middle of its ground
	area       float64
	households int
	kind       string // of a street: its class; of a community: its location
	shape      geo.MultiPolygon
	label      geo.Point
	former     []string
}

// stage is one step of the making.
type stage struct {
	name string
	run  func(*builder, context.Context) error
}

var stages = []stage{
	{"ground", (*builder).layGround},
	{"blocks", (*builder).layBlocks},
	{"homes", (*builder).layHomes},
	{"grids", (*builder).layGrids},
	{"output", (*builder).write},
}

// Progress is told the name of each stage as it begins, and how many of how many are done.
type Progress func(stage string, done, of int)

// Make makes the city of a size: the same bytes each time, on every machine. It fails on
// an unknown size and when ctx ends; progress may be nil.
func Make(ctx context.Context, size Size, progress Progress) (*City, error) {
	r, err := readRecipe(size)
	if err != nil {
		return nil, err
	}
	names, err := newNamer()
	if err != nil {
		return nil, err
	}
	b := &builder{recipe: r, names: names, out: &City{Size: size}}
	for i, s := range stages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if progress != nil {
			progress(s.name, i, len(stages))
		}
		if err := s.run(b, ctx); err != nil {
			return nil, err
		}
	}
	if progress != nil {
		progress("done", len(stages), len(stages))
	}
	return b.out, nil
}

// layGround plans the settlements, draws the skeleton and parts the ground into districts,
// streets and communities.
func (b *builder) layGround(ctx context.Context) error {
	b.ground = &ground{recipe: b.recipe}
	b.ground.planRivers()
	b.ground.planCentres()
	b.mesh = newMesh(b.ground.outline())
	b.drawRivers()
	b.drawRail()
	b.drawRoads()
	for f := range b.mesh.faces {
		b.mesh.faces[f].owner.super = int32(f)
	}
	b.crossTowns(zoneTown, classHighway)
	if err := b.divide(ctx, zone.atomArea); err != nil {
		return err
	}
	return b.partUnits(ctx)
}

// layBlocks cuts the pieces of communities into blocks and gives each its use.
func (b *builder) layBlocks(ctx context.Context) error {
	b.crossTowns(zoneVillage, classLocal)
	if err := b.divide(ctx, zone.blockArea); err != nil {
		return err
	}
	b.collectBlocks()
	return b.chooseUses()
}
