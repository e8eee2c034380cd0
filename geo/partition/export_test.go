package partition

// The plain ways, which lay everything out, for tests to compare with.
var (
	LayOut  = layOut
	Judge   = judge
	Sound   = sound
	Nestled = nestled
)
