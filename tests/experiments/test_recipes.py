import pytest

from network4.errors import ArgumentError, ShapeError
from network4.experiments import DEFAULT_RECIPE, RECIPES, find_recipe
from network4.experiments.recipe import Recipe
from network4.layers import Softmax
from network4.network import Network
from network4.training.fit import train
from network4.training.settings import Settings


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda r: r.name)
def test_every_recipe_builds_for_mnist_and_for_other_data(recipe):
    assert recipe.network((1, 28, 28), 10).num_classes == 10
    assert recipe.network((3, 32, 36), 26).num_classes == 26


def test_names_are_unique_and_the_default_exists():
    assert len({recipe.name for recipe in RECIPES}) == len(RECIPES)
    assert find_recipe(DEFAULT_RECIPE).name == DEFAULT_RECIPE


@pytest.mark.parametrize(
    ("name", "num_parameters", "learning_rate", "epochs"),
    [
        ("ch1_30", 784 * 30 + 30 + 30 * 10 + 10, 3.0, 30),
        ("ch3_100", 784 * 100 + 100 + 100 * 10 + 10, 0.1, 60),
        ("shallow", 784 * 100 + 100 + 100 * 10 + 10, 0.1, 60),
        ("basic_conv", 25 * 20 + 20 + 2880 * 100 + 100 + 1010, 0.1, 60),
        ("omit_fc", 25 * 20 + 20 + 2880 * 10 + 10, 0.1, 60),
        ("dbl_conv", 520 + 500 * 40 + 40 + 640 * 100 + 100 + 1010, 0.1, 60),
        ("dbl_conv_relu", 520 + 500 * 40 + 40 + 640 * 100 + 100 + 1010, 0.03, 60),
    ],
)
def test_networks_and_settings_are_the_books(
    name, num_parameters, learning_rate, epochs
):
    recipe = find_recipe(name)
    assert recipe.network((1, 28, 28), 10).num_parameters == num_parameters
    settings = recipe.settings_for(50_000)
    assert settings.learning_rate == learning_rate
    assert settings.epochs == epochs
    assert settings.batch_size == 10


def test_the_books_lambda_is_divided_as_its_chapter_does():
    assert find_recipe("ch3_100").settings_for(50_000).l2 == 5.0 / 50_000
    assert find_recipe("dbl_conv_relu").settings_for(50_000).l2 == 0.1 / 5_000


def test_small_data_are_passed_over_more_often_unless_epochs_are_given():
    settings = Settings(epochs=2, learning_rate=0.1)
    recipe = Recipe("r", "", (Softmax(10),), settings, min_steps=4000)
    assert recipe.settings_for(50_000).epochs == 2
    assert recipe.settings_for(1197).epochs == 34
    assert recipe.settings_for(1197, epochs=3).epochs == 3


def test_an_unknown_name_is_refused_with_a_suggestion():
    with pytest.raises(ArgumentError, match="Did you mean 'basic_conv'"):
        find_recipe("basic_con")


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda r: r.name)
def test_every_recipe_gives_settings_to_train_with(recipe, stripes):
    settings = recipe.settings_for(len(stripes.train), epochs=1)
    run = train(Network([Softmax(2)], (1, 8, 8)), stripes, settings)
    assert run.stopped == "finished"


def test_a_recipe_says_its_l2_by_lambda():
    with pytest.raises(ArgumentError, match="settings must have l2=0"):
        find_recipe("shallow").with_settings(l2=0.3)


@pytest.mark.parametrize("name", ["quick", "basic_conv", "dbl_conv_relu"])
def test_images_that_are_too_small_get_advice(name):
    with pytest.raises(ShapeError, match=f"convolutions of {name}, received 4 x 3"):
        find_recipe(name).network((1, 4, 3), 10)
    assert find_recipe("shallow").network((1, 4, 3), 10).input_shape == (1, 4, 3)
