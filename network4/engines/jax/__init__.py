"""The JAX engine: any layer, on CPU, GPU or TPU, by automatic differentiation."""

from network4.engines.jax.starting import check_room_to_start

check_room_to_start()  # before JAX is imported: its threads end a process that is full

from network4.engines.jax.engine import ENGINE, JaxEngine  # noqa: E402

__all__ = ["ENGINE", "JaxEngine"]
